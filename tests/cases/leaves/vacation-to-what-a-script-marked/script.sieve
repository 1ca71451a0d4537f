require ["vacation", "editheader"];
addheader "Precedence" "bulk";
vacation "I am away.";
deleteheader "Precedence";
