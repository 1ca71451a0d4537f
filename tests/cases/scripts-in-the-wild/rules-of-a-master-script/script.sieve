require ["include","variables"];
set "EDITOR" "Rule builder";
include :global :optional "every-user";
include :personal "rules";
include :personal :optional "holidays";
