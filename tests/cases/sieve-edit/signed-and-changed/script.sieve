require "editheader";
addheader "X-List" "fruit";
deleteheader :contains "Subject" "apples";
addheader :last "Subject" "[fruit] Apples";
