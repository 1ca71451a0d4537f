require ["fileinto"];
# rule:[lists]
if header :contains ["to","cc"] "home.example"
{
	fileinto "INBOX.Lists.Fruit";
	stop;
}
