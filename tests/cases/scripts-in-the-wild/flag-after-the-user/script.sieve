require "fileinto";
if address :domain "from" "evil.example" { fileinto "Carl"; }
