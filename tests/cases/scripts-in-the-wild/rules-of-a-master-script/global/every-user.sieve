require "imap4flags";
if header :contains "subject" "rotten" { discard; stop; }
