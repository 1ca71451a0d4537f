require ["editheader", "fileinto"];
addheader "X-A" "b";
fileinto "Bank";
