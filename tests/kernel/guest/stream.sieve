require ["fileinto", "mailbox", "imap4flags", "variables"];
if header :matches "X-Folder" "*" { fileinto :create "${1}"; }
fileinto :create :flags "\\Seen" "Seen";
keep;
