require ["fileinto","imap4flags"];
# rule:[read]
if true
{
	setflag "\\Seen";
	fileinto "Fruit";
	stop;
}
