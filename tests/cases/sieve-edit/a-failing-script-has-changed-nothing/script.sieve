require ["editheader", "variables"];
addheader "X-A" "b";
deleteheader "Subject";
set "name" "not a name";
addheader "${name}" "x";
