require ["fileinto"];
# rule:[a]
if address :contains "from" "shop"
{
	fileinto "Shops";
}
# rule:[b]
if header :contains "subject" "apples"
{
	fileinto "Fruit";
}
