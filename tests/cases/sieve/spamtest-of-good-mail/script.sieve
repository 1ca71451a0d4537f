require ["spamtest", "relational", "comparator-i;ascii-numeric", "imap4flags"];
if spamtest :value "eq" :comparator "i;ascii-numeric" "1" { addflag "seen"; }
