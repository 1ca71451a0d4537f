require ["envelope", "extlists", "fileinto", "spamtest", "relational",
    "comparator-i;ascii-numeric", "variables"];
if envelope :list "from" ":addrbook:default" {
    set "lim" "8";
} else {
    set "lim" "1";
}
if spamtest :value "ge" :comparator "i;ascii-numeric" "${lim}" {
    fileinto "spam";
}
