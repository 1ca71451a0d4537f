require "vnd.dovecot.report";
report "abuse" "Not mine." "abuse@home.example";
