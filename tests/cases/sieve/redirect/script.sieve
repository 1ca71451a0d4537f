redirect "bob@elsewhere.example";
