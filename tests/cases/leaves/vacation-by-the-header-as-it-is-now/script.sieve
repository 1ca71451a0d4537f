require ["vacation", "editheader"];
deleteheader "List-Id";
addheader "Cc" "bob@home.example";
vacation "I am away.";
