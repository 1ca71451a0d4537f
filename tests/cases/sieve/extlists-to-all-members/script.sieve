require ["extlists", "envelope", "subaddress"];
if allof (envelope :detail "to" "mylist",
          header :list "from" "tag:example.com,2010-05-28:mylist") {
    redirect :list "tag:example.com,2010-05-28:mylist";
}
