require "reject";
reject "I am away.";
