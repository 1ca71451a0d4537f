require ["reject"];
# rule:[no]
if header :contains "subject" "apples"
{
	reject "There are no apples here, please ask others.";
	stop;
}
