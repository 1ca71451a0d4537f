require ["editheader", "fileinto", "copy"];
fileinto :copy "Original";
addheader "X-Seen-By" "Bob's rules";
deleteheader "Subject";
addheader "Subject" "Äpfel";
