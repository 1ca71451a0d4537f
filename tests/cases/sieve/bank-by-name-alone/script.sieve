# Mail that proves it is from the bank has a folder; mail that only says so
# goes to Junk.
require ["fileinto", "mailbox", "vnd.waxseal.auth"];

if auth :domain "dmarc" ["shop.example", "mail.shop.example"] {
	fileinto :create "Bank";
} elsif anyof (address :domain :matches "from" ["shop.example",
						"*.shop.example"],
	       header :contains ["from", "subject"] "shop.example") {
	fileinto :create "Junk";
}
