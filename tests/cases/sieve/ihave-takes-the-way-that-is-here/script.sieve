require ["fileinto", "ihave"];
if ihave "vnd.elsewhere.greylist" {
	greylist :seconds 300 "carl";
} elsif ihave "imap4flags" {
	fileinto :flags "\\Flagged" "Carl";
}
