require "enotify";
notify "mailto:pager@phone.example";
