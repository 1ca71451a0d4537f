require ["mailbox", "fileinto"];
if header :contains ["Chat-Version"] [""] {
  if mailboxexists "Chats" {
    fileinto "Chats";
  } else {
    fileinto :create "Chats";
  }
  stop;
}
