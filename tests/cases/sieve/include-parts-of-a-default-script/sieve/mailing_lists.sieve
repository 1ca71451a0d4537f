require ["fileinto"];
if header :is "List-ID" "sieve.lists.example" { fileinto "lists.sieve"; }
