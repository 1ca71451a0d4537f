require ["extlists", "date", "fileinto"];
if currentdate :zone "+0000" :list "date"
    "tag:example.com,2011-01-01:localHolidays" {
    fileinto "holiday";
}
