require "fileinto";
if address :is "from" "x@evil.example" { fileinto "Carl"; }
