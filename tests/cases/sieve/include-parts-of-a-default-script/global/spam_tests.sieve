require ["imap4flags"];
if header :contains "Subject" "$$" { addflag "global"; }
