require ["envelope","fileinto"];
if envelope :matches "to" "bob+lists@*" { fileinto "Lists"; }
