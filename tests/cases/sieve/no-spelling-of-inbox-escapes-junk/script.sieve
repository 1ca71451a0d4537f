require ["fileinto", "variables"];
if header :matches "List-Id" "*<*>*" { fileinto "${2}"; }
