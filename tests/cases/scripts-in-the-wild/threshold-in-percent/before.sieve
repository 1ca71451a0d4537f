require ["fileinto", "mailbox", "imap4flags", "relational",
    "comparator-i;ascii-numeric", "spamtestplus"];
if spamtest :percent :value "gt" :comparator "i;ascii-numeric" "80" {
    setflag "\\seen";
    fileinto :create "Junk";
    stop;
}
