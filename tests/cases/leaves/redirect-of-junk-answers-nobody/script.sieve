require "vacation";
redirect "bob@elsewhere.example";
vacation "I am away.";
