require ["duplicate","fileinto"];
# rule:[twice]
if duplicate
{
	fileinto "Again";
}
# rule:[ticket]
if allof (duplicate :handle "support" :header "X-Ticket-ID", header :contains "subject" "apples")
{
	fileinto "Tickets";
}
# rule:[by text]
if duplicate :uniqueid "apples" :seconds 1800
{
	discard;
}
