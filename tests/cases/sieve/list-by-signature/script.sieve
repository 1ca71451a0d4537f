# Each list has a folder, named by the domain that signed and by the list.
# Anybody can write a List-Id; only who has the key can sign.
require ["fileinto", "mailbox", "variables", "vnd.waxseal.auth"];

if allof (auth :domain "dkim" "shop.example",
	  header :matches "list-id" "*<*.shop.example>*") {
	fileinto :create "Lists/${2}";
} elsif auth :domain :matches "dkim" "lists.*" {
	fileinto :create "Lists/Other";
}
