require ["editheader", "fileinto"];
deleteheader "Authentication-Results";
deleteheader "X-Spam-Status";
deleteheader "X-Spam-Flag";
deleteheader "X-Waxseal-Reason";
deleteheader "Received";
addheader "Authentication-Results" "mx.home.example; dmarc=pass header.from=bank.example";
addheader "X-Spam-Status" "No, score=-10.0";
addheader "Return-Path" "<ann@bank.example>";
if not exists ["Authentication-Results", "X-Spam-Status"] { fileinto "Lost"; }
