require ["fileinto","subaddress"];
# rule:[news]
if address :detail :is ["to","cc"] "news"
{
	fileinto "News";
}
