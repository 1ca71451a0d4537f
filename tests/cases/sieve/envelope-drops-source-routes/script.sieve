require ["envelope", "fileinto", "vacation"];
vacation "I am away.";
if envelope "from" "ann@shop.example" { fileinto "Ann"; }
