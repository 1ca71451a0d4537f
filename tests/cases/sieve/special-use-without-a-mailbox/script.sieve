require ["fileinto", "special-use", "mailbox"];
if specialuse_exists "\\Junk" { discard; }
fileinto :specialuse "\\Junk" :create "Spam";
