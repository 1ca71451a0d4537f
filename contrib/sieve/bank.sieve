# Mail that proves it is from the bank has a folder; mail that only says so
# goes to Junk.
require ["fileinto", "mailbox", "vnd.waxseal.auth"];

if auth :domain "dmarc" ["bank.example", "mail.bank.example"] {
	fileinto :create "Bank";
} elsif anyof (address :domain :matches "from" ["bank.example",
						"*.bank.example"],
	       header :contains ["from", "subject"] "bank.example") {
	fileinto :create "Junk";
}
