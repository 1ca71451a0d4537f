require ["fileinto"];
# rule:[small]
if allof (not exists ["list-id","list-help"], exists ["date"], size :under 5K, not size :over 20M)
{
	fileinto "Small";
	stop;
}
