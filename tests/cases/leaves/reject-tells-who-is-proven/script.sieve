require "reject";
reject "No apples, please.";
