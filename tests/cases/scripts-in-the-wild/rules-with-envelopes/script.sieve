require ["envelope","fileinto","subaddress"];
# rule:[from]
if envelope :domain :is "from" "shop.example"
{
	fileinto "Shop";
}
# rule:[to]
if allof (envelope :user "to" "bob", envelope :detail :is "to" "lists")
{
	fileinto "Lists";
	stop;
}
