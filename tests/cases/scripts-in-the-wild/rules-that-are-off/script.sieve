require ["fileinto"];
# rule:[off]
if false # anyof (header :contains "subject" "apples", true)
{
	fileinto "Off";
	stop;
}
# rule:[off, too]
if false # true
{
	discard;
}
