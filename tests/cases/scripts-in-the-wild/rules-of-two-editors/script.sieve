# Filter by another program
require ["fileinto"];
if header :contains "Subject" "apples"
{
	if header :contains "Subject" "ripe"
	{
		fileinto "Tagged";
	}
	elsif true
	{
		discard;
	}
}
# rule:[excluded]
if address :is ["From","Sender","Resent-From"] "noreply@shop.example"
{
	discard;
	stop;
}
