require ["copy","fileinto"];
# rule:[spam]
if header :contains "X-Spam" "yes"
{
	fileinto "Spam";
	stop;
}
# rule:[shops]
if anyof (address :domain :is "from" "shop.example", header :contains ["from","sender"] "@store.example")
{
	fileinto "Shops";
	stop;
}
# rule:[all]
if true
{
	fileinto "Rest";
}
