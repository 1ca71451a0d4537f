require ["imap4flags"];
# rule:[set]
if header :matches "subject" "ripe*"
{
	setflag ["\\Flagged","\\Answered"];
	addflag ["\\Seen","$Label1"];
	removeflag "\\Answered";
}
