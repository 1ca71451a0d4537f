require "fileinto";
if address :is "from" "ann@shop.example" { fileinto "Shop"; }
