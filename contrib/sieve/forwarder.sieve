# Mail that came through the forwarder, as its seal shows.  The second test is
# stronger: the administrator trusts this sealer, and it saw the author proved.
require ["fileinto", "imap4flags", "mailbox", "vnd.waxseal.auth"];

if auth :sealer "arc" "alumni.example" {
	if not anyof (auth "dmarc" "pass",
		      auth :domain :matches "arc" "*") {
		addflag "$Unproved";
	}
	fileinto :create "Alumni";
}
