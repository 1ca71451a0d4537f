require ["imap4flags"];
if header :contains "Subject" "money" { addflag "personal"; }
