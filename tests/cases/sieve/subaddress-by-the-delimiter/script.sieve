require ["envelope", "subaddress", "fileinto"];
if allof (envelope :user "to" "bob", envelope :detail "to" "lists+x") {
	fileinto "Lists";
}
