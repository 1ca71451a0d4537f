require ["fileinto"];
# rule:[shops]
if address :domain "from" "shop.example"
{
	# shops
	fileinto "Shops";
	stop;
}
