require ["fileinto","regex"];
# rule:[tickets]
if allof (header :regex "subject" "^\\[#[0-9]+\\]", not header :regex :comparator "i;octet" "subject" "URGENT")
{
	fileinto "Tickets";
	stop;
}
