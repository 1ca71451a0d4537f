require "ihave";
discard;
if not ihave "vnd.elsewhere.greylist" {
	error "this server cannot greylist";
}
