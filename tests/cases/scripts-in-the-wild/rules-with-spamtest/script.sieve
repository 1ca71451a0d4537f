require ["comparator-i;ascii-numeric","fileinto","relational","spamtest"];
# rule:[no]
if allof (spamtest :value "eq" :comparator "i;ascii-numeric" "1")
{
	stop;
}
# rule:[some]
if allof (spamtest :value "ge" :comparator "i;ascii-numeric" "3")
{
	fileinto "INBOX.spam-trap";
}
